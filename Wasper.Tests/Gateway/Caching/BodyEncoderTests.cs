using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Wasper.Gateway.Caching.Compression;

namespace Wasper.Tests.Gateway.Caching;

public sealed class BodyEncoderTests
{
    [Theory]
    [InlineData("br", false)]
    [InlineData("br", true)]
    [InlineData("gzip", false)]
    [InlineData("gzip", true)]
    public void Write_AnySizeOfPiece_DecodesToTheSame(string coding, bool best)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5_000).Select(i => $"line {i};"))), .. RandomNumberGenerator.GetBytes(200_000)];
        foreach (var size in new[] { 1_000, 65_536, content.Length })
        {
            using var encoder = Create(coding, best);
            var output = new ArrayBufferWriter<byte>();
            foreach (var piece in content.Chunk(size))
            {
                encoder.Write(piece, output);
            }

            encoder.Finish(output);

            Assert.Equal(content, Decode(coding, output.WrittenSpan.ToArray()));
        }
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public void Flush_InMidBody_EverythingSoFarCanBeDecoded(string coding)
    {
        using var encoder = Create(coding, best: false);
        var output = new ArrayBufferWriter<byte>();

        encoder.Write("first part"u8, output);
        encoder.Flush(output);

        using var decoder = Decoder(coding, new MemoryStream(output.WrittenSpan.ToArray()));
        var decoded = new byte[10];
        decoder.ReadExactly(decoded);
        Assert.Equal("first part", Encoding.UTF8.GetString(decoded));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public void Finish_NothingWritten_IsAnEmptyBodyThatDecodes(string coding)
    {
        using var encoder = Create(coding, best: false);
        var output = new ArrayBufferWriter<byte>();

        encoder.Finish(output);

        Assert.NotEqual(0, output.WrittenCount);
        Assert.Empty(Decode(coding, output.WrittenSpan.ToArray()));
    }

    public static byte[] Decode(string coding, byte[] encoded)
    {
        using var decoder = Decoder(coding, new MemoryStream(encoded));
        var decoded = new MemoryStream();
        decoder.CopyTo(decoded);
        return decoded.ToArray();
    }

    public static Stream Decoder(string coding, Stream encoded) => coding switch
    {
        "br" => new BrotliStream(encoded, CompressionMode.Decompress),
        "gzip" => new GZipStream(encoded, CompressionMode.Decompress),
        _ => throw new ArgumentOutOfRangeException(nameof(coding), coding, null),
    };

    private static BodyEncoder Create(string coding, bool best)
    {
        var known = coding == "br" ? ContentCoding.Brotli : ContentCoding.Gzip;
        return best ? BodyEncoder.CreateBest(known) : BodyEncoder.CreateFast(known);
    }
}
