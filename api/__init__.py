"""The HTTP API: FastAPI routers, one file a resource; thin."""
