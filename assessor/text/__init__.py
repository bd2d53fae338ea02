"""Chinese text: normalisation, segmentation, lexicons and the target-value grammar."""
