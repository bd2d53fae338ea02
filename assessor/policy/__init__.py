"""Policy profiles, and the data of users that add to shipped knowledge."""
