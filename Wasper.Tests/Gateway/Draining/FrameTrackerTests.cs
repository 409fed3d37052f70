using Wasper.Gateway.Draining;

namespace Wasper.Tests.Gateway.Draining;

public sealed class FrameTrackerTests
{
    // Without a mask and with one; lengths of one, three and nine bytes; a fragment, its end, and a ping between them.
    private static readonly byte[][] _frames =
    [
        [0x81, 0x00],
        [0x82, 0x03, 1, 2, 3],
        [0x82, 0x83, 9, 9, 9, 9, 1, 2, 3],
        [0x01, 0x01, 1],
        [0x89, 0x00],
        [0x80, 0x80, 9, 9, 9, 9],
        [0x82, 0x7E, 0x00, 0x7E, .. new byte[126]],
        [0x82, 0x7E, 0x01, 0x00, .. new byte[256]],
        [0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 1, 9, 9, 9, 9, .. new byte[65537]],
        [0x82, 0x7F, 0, 0, 0, 0, 0, 0, 0, 0],
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void Advance_ToBoundary_StopsWhereEachFrameEnds(int piece)
    {
        var stream = _frames.SelectMany(frame => frame).ToArray();
        var tracker = new FrameTracker();
        var ends = new List<int>();
        for (var position = 0; position < stream.Length;)
        {
            position += tracker.Advance(stream.AsSpan(position, Math.Min(piece, stream.Length - position)), toBoundary: true);
            if (tracker.IsAtBoundary)
            {
                ends.Add(position);
            }
        }

        var expected = 0;
        Assert.Equal(_frames.Select(frame => expected += frame.Length), ends);
        Assert.False(tracker.HasClosed);
    }

    [Fact]
    public void Advance_NotToBoundary_TakesAll()
    {
        var stream = _frames.SelectMany(frame => frame).Append((byte)0x81).ToArray();
        var tracker = new FrameTracker();

        Assert.Equal(stream.Length, tracker.Advance(stream, toBoundary: false));
        Assert.False(tracker.IsAtBoundary);
    }

    [Fact]
    public void Advance_FrameLongerThanMemory_IsFollowedAllTheSame()
    {
        var tracker = new FrameTracker();
        tracker.Advance([0x82, 0x7F, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], toBoundary: false);

        Assert.Equal(1000, tracker.Advance(new byte[1000], toBoundary: true));
        Assert.False(tracker.IsAtBoundary);
    }

    [Fact]
    public void Advance_CloseFrame_IsNoticedWithItsFirstByte()
    {
        var tracker = new FrameTracker();
        tracker.Advance([0x88], toBoundary: false);

        Assert.True(tracker.HasClosed);
    }
}
