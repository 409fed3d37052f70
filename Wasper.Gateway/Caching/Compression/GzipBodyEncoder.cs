using System.Buffers;
using System.IO.Compression;

namespace Wasper.Gateway.Caching.Compression;

/// <summary>Gzip (RFC 1952). The framework offers it as a stream only, so a stream leads into whatever output the call at hand has.</summary>
internal sealed class GzipBodyEncoder : BodyEncoder
{
    private static readonly byte[] _empty =
        [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly Outlet _outlet = new();
    private readonly GZipStream _gzip;
    private bool _hasContent;

    public GzipBodyEncoder(int level) =>
        _gzip = new GZipStream(_outlet, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true);

    public override void Write(ReadOnlySpan<byte> piece, IBufferWriter<byte> output)
    {
        _outlet.Output = output;
        _hasContent |= !piece.IsEmpty;
        _gzip.Write(piece);
    }

    public override void Flush(IBufferWriter<byte> output)
    {
        _outlet.Output = output;
        _gzip.Flush();
    }

    public override void Finish(IBufferWriter<byte> output)
    {
        // The framework's stream writes nothing at all for nothing, which is no gzip.
        if (!_hasContent)
        {
            output.Write(_empty);
            return;
        }

        _outlet.Output = output;
        _gzip.Dispose();
    }

    protected override void Dispose(bool disposing)
    {
        // What a stream that is let go of early still wants to write is for nobody.
        _outlet.Output = null;
        _gzip.Dispose();
    }

    private sealed class Outlet : Stream
    {
        public IBufferWriter<byte>? Output { get; set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer) => Output?.Write(buffer);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
