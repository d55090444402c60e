"""What cameras measure while they film: keys of GoPro's GPMF, and of Apple's timed metadata."""

GPMF_KIND: dict[bytes, tuple[str, str]] = {
    b"DVNM": ("device", "DeviceName"), b"MINF": ("device", "Model"), b"CASN": ("serial", "CameraSerialNumber"),
    b"LINF": ("serial", "LensSerialNumber"), b"CINF": ("serial", "CameraInformation"),
    b"MUID": ("serial", "MediaUniqueID"), b"FMWR": ("software", "FirmwareVersion"),
    b"FWVS": ("software", "OtherFirmware"), b"RMRK": ("text", "Comments"), b"GPSU": ("time", "GPSDateTime"),
    b"SYST": ("time", "SystemTime"), b"FACE": ("people", "FaceDetected"),
}  # fmt: skip
"""Keys that give something away, and what."""

GPMF_PLACES: dict[bytes, int] = {b"GPS5": 0, b"GPS9": 0, b"GLPI": 1, b"GPRI": 1, b"BPOS": 0}
"""Keys of positions, and at which of their numbers the latitude stands, the longitude behind it."""

GPMF_HARMLESS = frozenset(
    b"""
    DVID TICK TOCK TSMP TIMO EMPT STMP TMPC VERS STNM SIUN UNIT ORIN ORIO MTRX ACCL GYRO MAGN GRAV CORI IORI ISOG
    ISOE SHUT WBAL WRGB UNIF YAVG HUES SCEN SROT FCNM GPSF GPSP GPSA ALLD MWET WNDM AALP MSKP LSKP DISP LOGS KBAT
    ATTD ATTR VFRH SIMU ESCS SCPR LNED CYTS CSEN AUDO AUPT BRID BROD CALH CALW CMOD CTRX CTRY DZOM DZST DZMX EISA
    EISE EXPT KLNS MFOV MTYP OREN PHDR PIMN PIMX PRAW PRES PRJT PRTN PTCL PTEV PTSH PTWB PVUL RATE SFTR SHFX SHFY
    SHFZ SMTR SOFF ANGX ANGY ANGZ VFOV VLTA VLTE ZFOV APTO
    """.split()
)  # fmt: skip
"""Keys of sensors, settings, units and counters."""

GPMF_WORDS = frozenset(
    """
    accelerometer gyroscope magnetometer right left forward back down exposure time shutter speed sensor gain iso
    gps lat long alt days secs dop fix raw face coordinates and details white balance temperature kelvin rgb gains
    image uniformity predominant hue weight scene classification classifier four prob average luminance microphone
    wet mic all mics confidence wind processing enable meter value agc audio level rms peak cameraorientation
    imageorientation camera orientation gravity vector read out disparity track modes main video frame skip low res
    digital zoom highlights local position ned esc status scaled pressure controller coyote system attitude target
    sense vfr hud battery imu global settings geometry calibrations lens front photo sec deg degc rad rpm auto gopro
    flat off raw dynm wind gpro eaco ask high medium low eis stereo linear native
    """.split()  # noqa: SIM905 - words, and words read best as a text
)
"""What names of streams, units and settings are made of."""

TIMED_KEY_HARMLESS = frozenset(
    {"com.apple.quicktime.video-orientation", "com.apple.quicktime.still-image-time",
     "com.apple.quicktime.live-photo-still-image-transform", "com.apple.quicktime.scene-illuminance"}
)  # fmt: skip
"""Keys of Apple's timed metadata that are a number a sample."""
