using System.Text;

namespace Wasper.BackupService.Encryption.Age;

/// <summary>The form in which age writes keys: BIP 173, without its limit of 90 characters, which is for addresses.</summary>
internal static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const char Separator = '1';
    private const int ChecksumLength = 6;

    private static readonly uint[] _generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <param name="prefix">In lower case.</param>
    public static string Encode(string prefix, ReadOnlySpan<byte> data)
    {
        var values = Regroup(data, 8, 5, pad: true)!;
        var checksum = Polymod([.. Expand(prefix), .. values, .. new byte[ChecksumLength]]) ^ 1;
        var text = new StringBuilder(prefix).Append(Separator);
        foreach (var value in values)
        {
            text.Append(Alphabet[value]);
        }

        for (var i = 0; i < ChecksumLength; i++)
        {
            text.Append(Alphabet[(int)((checksum >> (5 * (ChecksumLength - 1 - i))) & 31)]);
        }

        return text.ToString();
    }

    /// <summary>The data of a text in one case; null where it is none, has another prefix, or was mistyped.</summary>
    public static byte[]? TryDecode(string prefix, string text)
    {
        if (text.Any(char.IsAsciiLetterUpper) && text.Any(char.IsAsciiLetterLower))
        {
            return null;
        }

        text = text.ToLowerInvariant();
        var start = prefix.Length + 1;
        if (!text.StartsWith(prefix + Separator, StringComparison.Ordinal) || text.Length < start + ChecksumLength)
        {
            return null;
        }

        var values = text[start..].Select(letter => Alphabet.IndexOf(letter, StringComparison.Ordinal)).ToArray();
        if (values.Contains(-1))
        {
            return null;
        }

        byte[] all = [.. values.Select(value => (byte)value)];
        return Polymod([.. Expand(prefix), .. all]) == 1 ? Regroup(all.AsSpan(..^ChecksumLength), 5, 8, pad: false) : null;
    }

    private static IEnumerable<byte> Expand(string prefix) => [.. prefix.Select(letter => (byte)(letter >> 5)), 0, .. prefix.Select(letter => (byte)(letter & 31))];

    private static uint Polymod(ReadOnlySpan<byte> values)
    {
        var checksum = 1u;
        foreach (var value in values)
        {
            var top = checksum >> 25;
            checksum = (checksum & 0x1ffffff) << 5 ^ value;
            for (var i = 0; i < _generator.Length; i++)
            {
                checksum ^= (top >> i & 1) == 1 ? _generator[i] : 0;
            }
        }

        return checksum;
    }

    /// <summary>Bits in groups of another size; null where without padding some would be left over that are not a padding's zeros.</summary>
    private static byte[]? Regroup(ReadOnlySpan<byte> data, int from, int to, bool pad)
    {
        var groups = new List<byte>();
        var bits = 0u;
        var count = 0;
        foreach (var value in data)
        {
            bits = bits << from | value;
            for (count += from; count >= to;)
            {
                count -= to;
                groups.Add((byte)(bits >> count & ((1u << to) - 1)));
            }

            bits &= (1u << count) - 1;
        }

        if (pad)
        {
            if (count > 0)
            {
                groups.Add((byte)(bits << (to - count)));
            }
        }
        else if (count >= from || bits != 0)
        {
            return null;
        }

        return [.. groups];
    }
}
