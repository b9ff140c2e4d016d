"""一件事 The scenarios: each a folder that declares what is watched and what is done. Delete one and it is gone."""
