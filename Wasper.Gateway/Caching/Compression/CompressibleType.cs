using System.Collections.Frozen;

namespace Wasper.Gateway.Caching.Compression;

/// <summary>What kinds of content get smaller, and which of them a server writes anew for each user.</summary>
internal static class CompressibleType
{
    /// <summary>Written once by a build, the same for everybody: no secret can be in it.</summary>
    private static readonly FrozenSet<string> _static = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "text/javascript", "application/javascript", "application/x-javascript", "text/css", "image/svg+xml", "application/wasm",
        "application/manifest+json", "font/ttf", "font/otf", "application/vnd.ms-fontobject", "image/bmp", "image/x-icon", "image/vnd.microsoft.icon");

    private static readonly FrozenSet<string> _written = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "application/json", "application/x-ndjson", "application/xml", "application/yaml", "application/graphql");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _staticNames = _static.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _writtenNames = _written.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The same bytes for every user.</summary>
    public static bool IsStatic(string? contentType) => _staticNames.Contains(MediaType(contentType));

    /// <summary>Worth compressing at all. An event stream never is: its events are small, and intermediaries buffer what is encoded.</summary>
    public static bool IsCompressible(string? contentType)
    {
        var type = MediaType(contentType);
        if (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase))
        {
            return !type.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase);
        }

        return _writtenNames.Contains(type)
            || _staticNames.Contains(type)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+xml", StringComparison.OrdinalIgnoreCase);
    }

    private static ReadOnlySpan<char> MediaType(string? contentType)
    {
        var value = contentType.AsSpan();
        var end = value.IndexOf(';');
        return (end < 0 ? value : value[..end]).Trim();
    }
}
