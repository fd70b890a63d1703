"""Training the project's own detector from scratch, on scenes that it renders itself.

- `examples`: rendered scenes, cut, turned and scaled at random;
- `targets`: what the network is to say of a cut;
- `sampling`: which cuts make up each step's batch;
- `network`: a small network without anchors that gives oriented boxes;
- `supervised`: the training, and the export to ONNX.
"""
