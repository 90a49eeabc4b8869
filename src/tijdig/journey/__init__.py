"""The only place that knows the order of the steps: the pure walk (assess), storing, and the work that follows."""
