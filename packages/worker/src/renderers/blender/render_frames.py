"""Renders frames one after another in one Blender, and says of each when its file is whole."""

import json
import os
import re
import sys

import bpy

WRONG_DATA = 65
FORMATS = {"png": "PNG", "jpg": "JPEG", "tif": "TIFF", "exr": "OPEN_EXR"}


def paths_of(block):
    """The files of a block: one, or those of all tiles, whose numbers count from 1001 in rows of ten."""
    path = bpy.path.abspath(block.filepath, library=block.library)
    if getattr(block, "source", None) != "TILED":
        return [path]
    names = {tile.number: f"u{(tile.number - 1001) % 10 + 1}_v{(tile.number - 1001) // 10 + 1}" for tile in block.tiles}
    return [path.replace("<UDIM>", str(number)).replace("<UVTILE>", name) for number, name in names.items()]


def missing_files():
    """Paths that the scene refers to and that are not there: Blender renders without them and says nothing."""
    on_disk = {"FILE", "MOVIE", "SEQUENCE", "TILED"}
    blocks = [
        *(image for image in bpy.data.images if image.source in on_disk and not image.packed_files),
        *bpy.data.libraries,
        *bpy.data.movieclips,
        *(sound for sound in bpy.data.sounds if not sound.packed_file),
        *(font for font in bpy.data.fonts if font.filepath != "<builtin>" and not font.packed_file),
        *getattr(bpy.data, "cache_files", []),
        *getattr(bpy.data, "volumes", []),
    ]
    paths = {path for block in blocks if block.filepath for path in paths_of(block)}
    return sorted(path for path in paths if not os.path.exists(path))


def use_device(scene, device):
    """Makes Cycles render on the named kind of device."""
    if device == "CPU":
        scene.cycles.device = "CPU"
        return
    preferences = bpy.context.preferences.addons["cycles"].preferences
    preferences.compute_device_type = device
    preferences.get_devices()
    found = [each for each in preferences.devices if each.type == device]
    if not found:
        sys.stderr.write(f"openjd_fail: CYCLES_DEVICE={device}, but there is no such device\n")
        sys.exit(WRONG_DATA)
    for each in preferences.devices:
        each.use = each.type == device
    scene.cycles.device = "GPU"


def file_outputs(tree):
    """The compositor's nodes that write files, those in groups too."""
    for node in tree.nodes if tree else []:
        if node.type == "OUTPUT_FILE":
            yield node
        elif node.type == "GROUP":
            yield from file_outputs(node.node_tree)


def is_multilayer(output):
    """Whether it writes one file, whose name ends its base path."""
    return output.format.file_format == "OPEN_EXR_MULTILAYER"


def split_path(path):
    """A path's folders and its last part, whichever system it was written on."""
    *folders, last = re.split(r"[/\\]", path)
    return [name for name in folders if name.strip(".")], last


def prefixes_of(output):
    """What the names of a node's files begin with."""
    if is_multilayer(output):
        return [split_path(output.base_path)[1] or "layers_"]
    for slot in output.file_slots:
        slot.path = slot.path or "image_"
    return [slot.path for slot in output.file_slots]


def folders_of(outputs, prefixes):
    """A folder for each node: one for all, unless two would write the same files; then called like those they write to."""
    names = [name for some in prefixes for name in some]
    if len(set(names)) == len(names):
        return ["" for _ in outputs]
    paths = [output.base_path + ("" if is_multilayer(output) else "/") for output in outputs]
    folders = [(["files"] + split_path(path)[0])[-1] for path in paths]
    return [f"{name}-{place}" if folders.index(name) < place else name for place, name in enumerate(folders)]


def leads_somewhere(block, path):
    """Whether a block has what a path leads to; many a rig has left paths that lead nowhere."""
    try:
        block.path_resolve(path)
        return True
    except ValueError:
        return False


def is_whole(owner, curve):
    """Whether all that a driver drives and refers to is in the scene."""
    targets = [(variable, target) for variable in curve.driver.variables for target in variable.targets]
    return leads_somewhere(owner, curve.data_path) and all(
        target.id and (variable.type != "SINGLE_PROP" or leads_somewhere(target.id, target.data_path))
        for variable, target in targets
    )


def failed_drivers():
    """Drivers that Blender evaluates without Python, that have all they need and failed, each with what it drives."""
    kinds = [kind.identifier for kind in bpy.data.bl_rna.properties if kind.type == "COLLECTION"]
    for block in [block for kind in kinds for block in getattr(bpy.data, kind)]:
        for owner in [block, getattr(block, "node_tree", None)]:
            for curve in getattr(getattr(owner, "animation_data", None), "drivers", []):
                driver = curve.driver
                is_simple = driver.type == "SCRIPTED" and driver.is_simple_expression
                if is_simple and not driver.is_valid and is_whole(owner, curve):
                    yield f"{block.name}: {curve.data_path}", driver


def restart_drivers():
    """Lets those that failed at the frame at which the scene was saved take part: Blender gives them up for good."""
    for _, driver in failed_drivers():
        driver.expression = driver.expression


def stop_at_failed_driver():
    """Without one, this frame and all after it would not be those of the scene; Blender renders on."""
    for driven, driver in failed_drivers():
        print(f"openjd_fail: the driver {driver.expression} of {driven} cannot be evaluated", flush=True)
        sys.exit(1)


def main():
    with open(sys.argv[sys.argv.index("--") + 1], encoding="utf-8") as file:
        job = json.load(file)
    missing = missing_files()
    if missing and job["missingFiles"] == "fail":
        print(f"openjd_fail: the scene refers to files that are not there: {', '.join(missing)}", flush=True)
        sys.exit(WRONG_DATA)

    if bpy.app.autoexec_fail:
        print("openjd_status: scripts in the scene are not run; BLENDER_AUTOEXEC=true runs them", flush=True)

    scene = bpy.context.scene
    image = scene.render.image_settings
    wanted = FORMATS[job["format"]]
    if not (wanted == "OPEN_EXR" and image.file_format == "OPEN_EXR_MULTILAYER"):
        image.file_format = wanted
    if scene.render.use_multiview and image.views_format == "INDIVIDUAL":
        if wanted != "OPEN_EXR":
            print("openjd_fail: the scene renders a picture for each view, of which a film can show one; set its views format to stereo 3D, or switch stereoscopy off", flush=True)
            sys.exit(WRONG_DATA)
        image.views_format = "MULTIVIEW"
    if job["width"] and job["height"]:
        scene.render.resolution_x = job["width"]
        scene.render.resolution_y = job["height"]
        scene.render.resolution_percentage = 100
    if job["device"]:
        use_device(scene, job["device"])
    # Blender adds the extension itself; without it the compositor's files would have none either.
    scene.render.use_file_extension = True
    scene.render.use_overwrite = True

    tree = getattr(scene, "node_tree", None)
    outputs = list(dict.fromkeys(file_outputs(tree)))
    prefixes = [prefixes_of(output) for output in outputs]
    folders = folders_of(outputs, prefixes)
    restart_drivers()
    # From here on an error is that of a frame, not of the scene.
    sys.excepthook.exit_code = 1
    for frame, path, layers in job["frames"]:
        print(f"rendering-frame {frame}", flush=True)
        scene.frame_set(frame)
        stop_at_failed_driver()
        scene.render.filepath = os.path.splitext(path)[0]
        for output, folder, names in zip(outputs, folders, prefixes):
            output.base_path = os.path.join(layers, folder, *(names if is_multilayer(output) else []))
        try:
            bpy.ops.render.render(write_still=True)
        except RuntimeError as error:
            print(f"openjd_fail: Blender cannot render frame {frame}: {str(error).strip()}", flush=True)
            sys.exit(1)
        # Motion blur has looked between the frames, and the render at what is hidden otherwise.
        stop_at_failed_driver()
        print(f"rendered-frame {frame}", flush=True)


main()
