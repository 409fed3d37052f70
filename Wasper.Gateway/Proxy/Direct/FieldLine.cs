using System.Buffers;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>One line of a head or of trailers, as RFC 9112, 5 wants it: what other readers might read in another way is no field.</summary>
internal static class FieldLine
{
    private static readonly SearchValues<byte> _token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>What no value may hold: control characters but the tab (RFC 9110, 5.5).</summary>
    private static readonly SearchValues<byte> _controls =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(code => code != '\t').Select(code => (byte)code), 0x7F]);

    /// <summary>Splits a line, which comes without its line break.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var colon = line.IndexOf((byte)':');
        name = line[..Math.Max(colon, 0)];
        value = line[(colon + 1)..].Trim(" \t"u8);
        return colon > 0 && !name.ContainsAnyExcept(_token) && IsText(value);
    }

    public static bool IsText(ReadOnlySpan<byte> value) => !value.ContainsAny(_controls);
}
