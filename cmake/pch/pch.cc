// A precompiled header needs one source file to hang on to; there is nothing to compile.
