namespace Wasper.Gateway.Draining;

/// <summary>Knows where the frames of one direction of a WebSocket end (RFC 6455, 5.2), and nothing else about them.</summary>
internal struct FrameTracker
{
    private const int MaskLength = 4;

    private ulong _payloadLeft;
    private int _lengthLeft;
    private int _maskLeft;
    private Part _part;

    private enum Part
    {
        First, Length, Payload,
    }

    /// <summary>Whether a frame of one's own can go here. Between the frames of one message there may be others of control.</summary>
    public readonly bool IsAtBoundary => _part is Part.First;

    /// <summary>Whether a close frame has come: it is the last one.</summary>
    public bool HasClosed { get; private set; }

    /// <summary>Follows <paramref name="bytes"/>, all of them or, with <paramref name="toBoundary"/>, to the next end of a frame. Returns how many.</summary>
    public int Advance(ReadOnlySpan<byte> bytes, bool toBoundary)
    {
        var taken = 0;
        while (taken < bytes.Length)
        {
            if (_part is Part.Payload && _lengthLeft + _maskLeft == 0)
            {
                var step = (int)Math.Min(_payloadLeft, (ulong)(bytes.Length - taken));
                taken += step;
                _payloadLeft -= (ulong)step;
            }
            else
            {
                AdvanceHead(bytes[taken++]);
            }

            if (_part is Part.Payload && _lengthLeft + _maskLeft == 0 && _payloadLeft == 0)
            {
                _part = Part.First;
                if (toBoundary)
                {
                    break;
                }
            }
        }

        return taken;
    }

    private void AdvanceHead(byte next)
    {
        const int Opcode = 0x0F;
        const int Close = 8;
        const int Masked = 0x80;
        const int TwoBytes = 126;
        const int EightBytes = 127;
        switch (_part)
        {
            case Part.First:
                HasClosed |= (next & Opcode) == Close;
                _part = Part.Length;
                break;
            case Part.Length:
                var length = next & ~Masked;
                _maskLeft = (next & Masked) != 0 ? MaskLength : 0;
                _lengthLeft = length switch { TwoBytes => 2, EightBytes => 8, _ => 0 };
                _payloadLeft = _lengthLeft == 0 ? (ulong)length : 0;
                _part = Part.Payload;
                break;
            case Part.Payload when _lengthLeft > 0:
                _payloadLeft = _payloadLeft << 8 | next;
                _lengthLeft--;
                break;
            default:
                _maskLeft--;
                break;
        }
    }
}
