"""From pixels to scenes: detectors, and images of any size read by tiles.

- `detector`: what a detector is, and what it finds;
- `output`: the format of what exported networks put out;
- `onnx_detector`, `torchscript_detector`, `ultralytics_detector`: detectors from files;
- `loading`: which of them a file of weights is for;
- `raster`: windows of a picture, without the rest of it in memory;
- `tiling`: the windows; `suppression`: one box for each object, where tiles saw it twice;
- `detection`: a picture to a scene; `cataloguing`: pictures to a catalogue, to be gone on with;
- `learning`: the training of the detector that ships.

Nothing here is fetched from a network, and each library is imported where it is needed.
"""
