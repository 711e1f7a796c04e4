"""Is a package sound?"""
