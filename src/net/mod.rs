//! HTTP client, address guard, limits, robots.txt.
