"""The pages that ours is measured against. None of them imports anything of ours."""
