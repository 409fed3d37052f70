using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Caching.Compression;

/// <summary>The section <c>Gateway:Compression</c>.</summary>
internal sealed record CompressionOptions
{
    /// <summary>Whether answers that the app sends plain are compressed for clients that take brotli or gzip.</summary>
    public required bool Enabled { get; init; }

    public static CompressionOptions Read(SectionReader section) => new() { Enabled = section.Flag("Enabled", true) };
}
