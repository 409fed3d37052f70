using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>The section <c>Gateway:Cache</c>.</summary>
internal sealed record CacheOptions
{
    /// <summary>Activepieces' page loads some 15 MB of scripts and styles, and their compressed forms take half as much again.</summary>
    private const int DefaultMegabytes = 32;

    /// <summary>The most that cached assets take in memory, in bytes, whatever state they are in; 0 switches the cache off.</summary>
    public required long MaxBytes { get; init; }

    public bool IsEnabled => MaxBytes > 0;

    /// <summary>The largest asset that is kept: one of them never pushes out all others.</summary>
    public long MaxAssetBytes => MaxBytes / 2;

    public static CacheOptions Read(SectionReader section) =>
        new() { MaxBytes = section.Number("MaxMegabytes", DefaultMegabytes, 0, 1024) * 1024L * 1024L };
}
