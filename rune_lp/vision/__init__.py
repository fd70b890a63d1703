"""From pixels to scenes: detectors, and images of any size read by tiles.

- `detector`: what a detector is, and what it finds;
- `output`: the format of what exported networks put out;
- `onnx_detector`, `torchscript_detector`, `ultralytics_detector`: detectors from files;
- `owl_detector`: one that is told in words what to look for;
- `loading`: which of them a file of weights is for;
- `raster`: windows of a picture, without the rest of it in memory;
- `tiling`: the windows; `suppression`: one box for each object, where tiles saw it twice;
- `detection`: a picture to a scene; `tasks`, `cataloguing`: pictures to a catalogue, to be gone on
  with;
- `segmenter`: what a segmenter is; `sam_segmenter`: one from a file;
- `views`: the parts of a picture about boxes; `masking`: the boxes' masks;
- `segmenting`: a catalogue to the same with masks;
- `learning`: the training of the detector that ships.

Nothing here is fetched from a network, and each library is imported where it is needed.
"""
