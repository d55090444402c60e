"""What others saw on the website: crawls and sitemaps."""
