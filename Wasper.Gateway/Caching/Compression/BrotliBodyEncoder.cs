using System.Buffers;
using System.IO.Compression;

namespace Wasper.Gateway.Caching.Compression;

/// <summary>Brotli (RFC 7932), straight into the output's own memory.</summary>
internal sealed class BrotliBodyEncoder(int quality, int window) : BodyEncoder
{
    private const int LeastOutput = 4096;

    private BrotliEncoder _encoder = new(quality, window);

    public override void Write(ReadOnlySpan<byte> piece, IBufferWriter<byte> output)
    {
        while (!piece.IsEmpty)
        {
            Check(_encoder.Compress(piece, output.GetSpan(LeastOutput), out var consumed, out var written, isFinalBlock: false));
            output.Advance(written);
            piece = piece[consumed..];
        }
    }

    public override void Flush(IBufferWriter<byte> output)
    {
        OperationStatus status;
        do
        {
            status = Check(_encoder.Flush(output.GetSpan(LeastOutput), out var written));
            output.Advance(written);
        }
        while (status is OperationStatus.DestinationTooSmall);
    }

    public override void Finish(IBufferWriter<byte> output)
    {
        OperationStatus status;
        do
        {
            status = Check(_encoder.Compress([], output.GetSpan(LeastOutput), out _, out var written, isFinalBlock: true));
            output.Advance(written);
        }
        while (status is OperationStatus.DestinationTooSmall);
    }

    protected override void Dispose(bool disposing) => _encoder.Dispose();

    private static OperationStatus Check(OperationStatus status) =>
        status is OperationStatus.InvalidData ? throw new InvalidOperationException("The brotli encoder has failed.") : status;
}
