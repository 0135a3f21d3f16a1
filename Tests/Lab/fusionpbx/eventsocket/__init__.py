"""The modules of ../event-socket."""
