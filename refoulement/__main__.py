"""`python -m refoulement`: the command line."""

from refoulement.cli import main

if __name__ == "__main__":
    main()
