using System.Text;
using Wasper.Gateway.Webhooks.Storage;

namespace Wasper.Tests.Gateway.Webhooks.Storage;

public sealed class SegmentScanTests
{
    private const uint Salt = 0x5f3a9c1e;

    [Fact]
    public void Scan_AnyByteDamaged_LosesThatRecordAndNoOther()
    {
        byte[] whole = [.. Record("first"), .. Record("second"), .. Record("third")];
        var (start, end) = (Record("first").Length, Record("first").Length + Record("second").Length);

        for (var at = start; at < end; at++)
        {
            var bytes = whole.ToArray();
            bytes[at] ^= 0x40;

            var found = Read(bytes);

            Assert.Equal(["first", null, "third"], found.Select(record => record.Text));
            Assert.Equal((start, end), (found[1].Start, found[1].End));
        }
    }

    [Fact]
    public void Scan_CutAnywhereInTheLastRecord_KeepsTheOthers()
    {
        byte[] whole = [.. Record("first"), .. Record("second")];
        var start = Record("first").Length;

        for (var length = start + 1; length < whole.Length; length++)
        {
            var found = Read(whole[..length]);

            Assert.Equal(["first", null], found.Select(record => record.Text));
            Assert.Equal((start, length), (found[1].Start, found[1].End));
        }
    }

    [Fact]
    public void Scan_ZerosBehindTheLastRecord_AreOneDamage()
    {
        var found = Read([.. Record("first"), .. new byte[5000]]);

        Assert.Equal(["first", null], found.Select(record => record.Text));
    }

    [Fact]
    public void Scan_RecordForgedInsideABody_IsNotTakenForOne()
    {
        // A sender cannot know the salt; that of another segment, or none, does not pass.
        var body = Encoding.Latin1.GetString(Framed("forged", salt: 0));
        byte[] bytes = [.. Record(body), .. Record("last")];
        bytes[5] ^= 1;

        Assert.Equal([null, "last"], Read(bytes).Select(record => record.Text));
    }

    private static byte[] Record(string text) => Framed(text, Salt);

    private static byte[] Framed(string text, uint salt)
    {
        var record = Encoding.Latin1.GetBytes(text);
        return [.. RecordFrame.Of(record, salt).ToArray(salt), .. record];
    }

    private static List<(string? Text, int Start, int End)> Read(byte[] bytes)
    {
        var found = new List<(string? Text, int Start, int End)>();
        var scan = new SegmentScan(bytes, Salt);
        while (scan.MoveNext())
        {
            found.Add((scan.Record.IsEmpty ? null : Encoding.Latin1.GetString(scan.Record), scan.Start, scan.End));
        }

        return found;
    }
}
