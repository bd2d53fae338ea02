"""The quality report of a batch: figures once, then HTML, Excel and Word from them."""
