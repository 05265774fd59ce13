\echo Use "create extension automation" to load this file. \quit
