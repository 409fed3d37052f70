using System.Numerics;
using System.Runtime.InteropServices;

namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>The checksum CRC-32C (Castagnoli; RFC 3720, B.4), which processors have an instruction for.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of all that came before and <paramref name="data"/>.</summary>
    /// <param name="crc">That of what came before; 0 where nothing did.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        crc = ~crc;
        var words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var rest in data[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return ~crc;
    }
}
