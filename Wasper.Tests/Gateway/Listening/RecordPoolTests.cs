using Wasper.Gateway.Listening;

namespace Wasper.Tests.Gateway.Listening;

public sealed class RecordPoolTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(RecordPool.BlockSize)]
    public void Rent_AnySizeUpToARecord_GivesARecord(int size)
    {
        using var pool = new RecordPool();

        using var block = pool.Rent(size);

        Assert.Equal(RecordPool.BlockSize, block.Memory.Length);
    }

    [Fact]
    public void Rent_MoreThanARecord_IsRefused()
    {
        using var pool = new RecordPool();

        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(pool.MaxBufferSize + 1));
    }

    [Fact]
    public void Dispose_Twice_ReturnsTheBlockOnce()
    {
        using var pool = new RecordPool();
        var block = pool.Rent();

        block.Dispose();
        block.Dispose();
        using var first = pool.Rent();
        using var second = pool.Rent();
        first.Memory.Span.Fill(1);
        second.Memory.Span.Fill(2);

        Assert.Equal(1, first.Memory.Span[0]);
        Assert.Throws<ObjectDisposedException>(() => block.Memory);
    }
}
