using Microsoft.Extensions.Primitives;

namespace Wasper.Gateway.Caching.Compression;

/// <summary>What a client says in <c>Accept-Encoding</c> about the codings the gateway knows (RFC 9110, 12.5.3), as weights in thousandths.</summary>
/// <param name="Identity">Null where the client does not mention it: acceptable then, but only where nothing better is.</param>
internal readonly record struct AcceptedCodings(int Brotli, int Gzip, int? Identity)
{
    private const int MostDigits = 3;
    private const int Full = 1000;

    /// <summary>What may be sent when it cannot be helped: the client can be told nothing better than the plain answer.</summary>
    public static AcceptedCodings IdentityOnly => new(0, 0, null);

    /// <summary>Whether the plain body is not refused.</summary>
    public bool AllowsIdentity => Identity is not 0;

    public static AcceptedCodings Parse(StringValues header)
    {
        var weights = default(Weights);
        foreach (var line in header)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                weights.Take(line.AsSpan()[range]);
            }
        }

        return new AcceptedCodings(
            weights.Brotli ?? weights.Any ?? 0,
            weights.Gzip ?? weights.Any ?? 0,
            weights.Identity ?? (weights.Any is 0 ? 0 : null));
    }

    /// <summary>The coding the client likes best among those at hand; among equals the one that makes the body smallest. Identity where nothing is
    /// acceptable: a body that the client may still be able to read is worth more to it than a 406.</summary>
    public ContentCoding Choose(bool brotli, bool gzip)
    {
        var best = ContentCoding.Identity;
        var weight = Math.Max(Identity ?? 1, 1);
        if (gzip && Gzip > 0 && Gzip >= weight)
        {
            (best, weight) = (ContentCoding.Gzip, Gzip);
        }

        return brotli && Brotli > 0 && Brotli >= weight ? ContentCoding.Brotli : best;
    }

    // RFC 9110, 12.4.2: q is 0 to 1 with at most three decimals. Something else is not a weight, and its coding is not taken.
    private static int Weight(ReadOnlySpan<char> parameters)
    {
        parameters = parameters.Trim();
        if (parameters.IsEmpty)
        {
            return Full;
        }

        if (parameters is not ['q' or 'Q', '=', ('0' or '1') and var whole, .. var rest])
        {
            return 0;
        }

        var weight = whole == '1' ? Full : 0;
        if (rest.IsEmpty)
        {
            return weight;
        }

        if (rest[0] != '.' || rest.Length > MostDigits + 1)
        {
            return 0;
        }

        var unit = Full;
        foreach (var digit in rest[1..])
        {
            if (!char.IsAsciiDigit(digit))
            {
                return 0;
            }

            unit /= 10;
            weight += (digit - '0') * unit;
        }

        return weight <= Full ? weight : 0;
    }

    private struct Weights
    {
        public int? Brotli { get; private set; }

        public int? Gzip { get; private set; }

        public int? Identity { get; private set; }

        public int? Any { get; private set; }

        public void Take(ReadOnlySpan<char> entry)
        {
            var end = entry.IndexOf(';');
            var name = (end < 0 ? entry : entry[..end]).Trim();
            var weight = end < 0 ? Full : Weight(entry[(end + 1)..]);
            if (name.Equals("br", StringComparison.OrdinalIgnoreCase))
            {
                Brotli = weight;
            }
            else if (name.Equals("gzip", StringComparison.OrdinalIgnoreCase) || name.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
            {
                Gzip = weight;
            }
            else if (name.Equals("identity", StringComparison.OrdinalIgnoreCase))
            {
                Identity = weight;
            }
            else if (name is "*")
            {
                Any = weight;
            }
        }
    }
}
