namespace Wasper.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Add_Two_Works() => Assert.Equal(2, 1 + 1);
}
