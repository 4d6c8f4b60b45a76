"""What one page of the portal costs, measured side by side with other ways to serve it."""
