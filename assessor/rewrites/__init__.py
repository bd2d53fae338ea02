"""What the unit should have written: proposals that keep the object and never invent a figure."""
