"""Pages of the workbench, one file per page; they show and call, they decide nothing."""
