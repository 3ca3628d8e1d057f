//! Pages → facts → verdicts → report: the pipeline in one screen.
