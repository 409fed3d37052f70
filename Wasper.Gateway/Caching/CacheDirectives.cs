using Microsoft.Extensions.Primitives;

namespace Wasper.Gateway.Caching;

/// <summary>Looks up directives in <c>Cache-Control</c> (RFC 9111, 5.2) and names in other comma-separated headers.</summary>
internal static class CacheDirectives
{
    public static bool Has(StringValues header, string name) => TryFind(header, name, out _);

    /// <summary>The seconds of a directive such as <c>max-age</c>; null where it is missing or is not a number.</summary>
    public static long? Seconds(StringValues header, string name) =>
        TryFind(header, name, out var argument) && uint.TryParse(argument.Trim('"'), out var seconds) ? seconds : null;

    private static bool TryFind(StringValues header, string name, out ReadOnlySpan<char> argument)
    {
        foreach (var line in header)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var directive = line.AsSpan()[range];
                var equals = directive.IndexOf('=');
                if ((equals < 0 ? directive : directive[..equals]).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    argument = equals < 0 ? [] : directive[(equals + 1)..].Trim();
                    return true;
                }
            }
        }

        argument = [];
        return false;
    }
}
