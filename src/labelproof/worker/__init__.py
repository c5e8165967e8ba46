"""What happens without anybody asking: what is due, publication, releases."""
