"""Pictures of sweeps: lines over a hyperparameter, a heatmap over two, or a panel of curves for each method."""
