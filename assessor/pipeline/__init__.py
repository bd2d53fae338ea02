"""From inputs to an assessment; import the modules of this room, this one stays light."""
