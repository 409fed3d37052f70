using System.Buffers;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>Tells the names that builds give their output, with a hash of the content in them, from all other paths.</summary>
/// <remarks>
/// Only such a name is ever looked up or kept. What stands behind it is a function of the name: it cannot differ by user, and a request that
/// is not for it costs a glance at the last part of its path. A name with a query, an escape, an empty or a dotted segment is none: each file has one
/// name here, and nobody fills the cache with others for it.
/// </remarks>
internal static class AssetName
{
    private const int MostCharacters = 512;
    private const int MostExtension = 8;

    /// <summary>Vite's and esbuild's hashes have 8 characters, webpack's 20.</summary>
    private const int LeastHash = 8;

    private static readonly SearchValues<char> _plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/@+");

    private static readonly SearchValues<char> _hash = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly SearchValues<char> _notWords = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>Whether a request target, as the client wrote it, is such a name.</summary>
    public static bool IsHashed(string target)
    {
        var name = target.AsSpan(target.LastIndexOf('/') + 1);
        var dot = name.LastIndexOf('.');
        return dot > LeastHash
            && name.Length - dot - 1 is > 0 and <= MostExtension
            && EndsInHash(name[..dot])
            && IsPlain(target);
    }

    // After a separator: the last 8 characters, which may hold separators themselves (base64url), or everything after the last separator.
    private static bool EndsInHash(ReadOnlySpan<char> stem)
    {
        var last = stem.LastIndexOfAny('-', '.', '_');
        return (IsSeparator(stem[^(LeastHash + 1)]) && IsHash(stem[^LeastHash..]))
            || (last >= 0 && stem.Length - last - 1 >= LeastHash && IsHash(stem[(last + 1)..]));
    }

    // A word of eight letters after a hyphen is no hash: one without a digit or a capital among 64 kinds of character is one in a thousand.
    private static bool IsHash(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(_hash) && text.ContainsAny(_notWords);

    private static bool IsSeparator(char character) => character is '-' or '.' or '_';

    private static bool IsPlain(string target) =>
        target.Length <= MostCharacters
        && target[0] == '/'
        && !target.AsSpan().ContainsAnyExcept(_plain)
        && !target.Contains("//", StringComparison.Ordinal)
        && !target.Contains("/.", StringComparison.Ordinal);
}
