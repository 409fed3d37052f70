using System.Globalization;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>Finds the pieces of a body in chunks (RFC 9112, 7.1). It is strict: a size is hexadecimal digits, a line ends with CR LF.</summary>
internal struct ChunkReader
{
    /// <summary>A size, its extensions, or a line of the trailers.</summary>
    public const int MaxLine = 16 * 1024;

    /// <summary>More digits would not fit into a <see cref="long"/>, and no body has them.</summary>
    private const int MaxDigits = 15;

    private State _state;
    private long _left;

    public enum Step
    {
        /// <summary>More has to arrive.</summary>
        More,

        /// <summary>A piece of the body.</summary>
        Data,

        /// <summary>A line of the trailers, without its line break.</summary>
        Trailer,

        /// <summary>The body has ended.</summary>
        End,

        /// <summary>This is not a body in chunks.</summary>
        Malformed,
    }

    private enum State
    {
        Size,
        Data,
        DataEnd,
        Trailers,
    }

    /// <summary>Takes the next step in <paramref name="arrived"/>.</summary>
    /// <param name="consumed">How much of it is done with.</param>
    /// <param name="piece">Where in it the data or the trailer is.</param>
    public Step Next(ReadOnlySpan<byte> arrived, out int consumed, out Range piece)
    {
        consumed = 0;
        piece = default;
        if (_state is State.Data)
        {
            consumed = (int)Math.Min(_left, arrived.Length);
            piece = ..consumed;
            _left -= consumed;
            _state = _left == 0 ? State.DataEnd : State.Data;
            return consumed > 0 ? Step.Data : Step.More;
        }

        var end = arrived.IndexOf("\r\n"u8);
        if (end < 0)
        {
            return arrived.Length > MaxLine ? Step.Malformed : Step.More;
        }

        consumed = end + 2;
        switch (_state)
        {
            case State.DataEnd:
                _state = State.Size;
                return end == 0 ? Next(arrived, consumed, out consumed, out piece) : Step.Malformed;
            case State.Size:
                return TryReadSize(arrived[..end]) ? Next(arrived, consumed, out consumed, out piece) : Step.Malformed;
            default:
                piece = ..end;
                return end == 0 ? Step.End : Step.Trailer;
        }
    }

    private Step Next(ReadOnlySpan<byte> arrived, int skipped, out int consumed, out Range piece)
    {
        var step = Next(arrived[skipped..], out consumed, out piece);
        consumed += skipped;
        piece = (piece.Start.Value + skipped)..(piece.End.Value + skipped);
        return step;
    }

    private bool TryReadSize(ReadOnlySpan<byte> line)
    {
        var semicolon = line.IndexOf((byte)';');
        var digits = semicolon < 0 ? line : line[..semicolon].TrimEnd(" \t"u8);
        if (digits.Length > MaxDigits || !FieldLine.IsText(line) || !long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _left))
        {
            return false;
        }

        _state = _left == 0 ? State.Trailers : State.Data;
        return true;
    }
}
