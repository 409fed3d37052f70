namespace Wasper.Gateway.Caching.Compression;

/// <summary>How a body is encoded on the wire (RFC 9110, 8.4.1).</summary>
internal enum ContentCoding
{
    Identity,
    Gzip,
    Brotli,
}
