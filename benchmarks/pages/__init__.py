"""The pages with which ours is compared. None of them imports anything of ours."""
