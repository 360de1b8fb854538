"""The HTML player: a figure told as data, and the script that lets a reader take hold of it.

The Python half turns a drawn figure into a data block (`panels`, `space`, `items`, `runs`); the JavaScript half, in
`script/`, draws from that block. What has the same name in both is written by one and read by the other. A page is
written by `format`, as one of the formats.
"""
