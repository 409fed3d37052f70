namespace Wasper.Tests.AspireCompat.Api;

/// <summary>The comparer holds made-up types against listings that fit, and that differ in one thing each.</summary>
public sealed class ApiComparerTests
{
    private const string Namespace = "Wasper.Tests.AspireCompat.Api.MadeUp";

    private const string Listing =
        $$"""
        # A comment

        [Experimental(MADEUP001)] abstract class {{Namespace}}.Shelf<T> : List<string>, IList<string>, ICollection<string>, IEnumerable<string>, IEnumerable, IList, ICollection, IReadOnlyList<string>, IReadOnlyCollection<string>, IDisposable where T : class, IDisposable, new()
          const string Separator = "
        "
          static readonly int? Limit
          [Obsolete] protected Shelf()
          required string Label { get; init; }
          abstract T First { get; }
          virtual void Dispose()
          bool TryTake<TKey>(TKey key, ref T[] taken, DateTimeKind kind = 1, DateTime? until = default, params object[] more) where TKey : struct

        static class {{Namespace}}.Shelves
          static string Describe(this string text, string prefix = null, bool loud = false, int times = -1, string end = "!")
          [Obsolete] static void Forget()

        enum {{Namespace}}.Size : IComparable, ISpanFormattable, IFormattable, IConvertible
          Small = 1
          Large = 4

        struct {{Namespace}}.Spot
        """;

    [Fact]
    public void Compare_SliceThatFits_FindsNothing() => Assert.Empty(Compare(Listing));

    [Fact]
    public void Compare_TypeThatIsNotListed_NamesItAndTheNearest()
    {
        var difference = Assert.Single(Compare(Listing.Replace(".Spot", ".Spots", StringComparison.Ordinal)));

        Assert.Equal($"{Namespace}.Spot is public but not listed; nearest: {Namespace}.Spots.", difference);
    }

    [Theory]
    [InlineData("bool loud = false", "bool loud = true")]
    [InlineData("int times = -1", "int count = -1")]
    [InlineData("DateTime? until = default", "DateTime until = default")]
    [InlineData("where TKey : struct", "where TKey : class")]
    [InlineData("params object[] more", "object[] more")]
    [InlineData("required string Label { get; init; }", "required string Label { get; set; }")]
    [InlineData("abstract T First", "virtual T First")]
    [InlineData("[Obsolete] static void", "static void")]
    [InlineData("this string text", "string text")]
    [InlineData("Large = 4", "Large = 2")]
    [InlineData("[Obsolete] protected Shelf()", "[Obsolete] Shelf()")]
    [InlineData("static readonly int?", "static int?")]
    public void Compare_MemberThatDiffers_NamesItAndTheListedOne(string actual, string listed)
    {
        var difference = Assert.Single(Compare(Listing.Replace(actual, listed, StringComparison.Ordinal)));

        Assert.Contains(actual, difference.Split("not listed; nearest:")[0], StringComparison.Ordinal);
        Assert.Contains(listed, difference.Split("not listed; nearest:")[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Experimental(MADEUP001)] abstract class", "[Experimental(MADEUP002)] abstract class")]
    [InlineData("abstract class", "sealed class")]
    [InlineData("static class", "class")]
    [InlineData(": List<string>, ", ": Collection<string>, ")]
    [InlineData(": List<string>, ", ": ")]
    [InlineData(", IDisposable where", " where")]
    [InlineData(" where T : class, IDisposable, new()", " where T : class, new()")]
    public void Compare_HeadingThatDiffers_FindsIt(string actual, string listed) =>
        Assert.Single(Compare(Listing.Replace(actual, listed, StringComparison.Ordinal)));

    [Fact]
    public void Compare_ListingWithMore_FindsNothing() =>
        Assert.Empty(Compare($"{Listing}\n  int Row {{ get; }}\n\nclass {Namespace}.Other : IDisposable\n  Other()"));

    [Fact]
    public void Parse_TextBeforeAnyType_SaysSo() => Assert.Throws<FormatException>(() => ApiListing.Parse("something else"));

    [Fact]
    public void FindFolder_FolderAboveTheTests_FindsIt()
    {
        var root = Directory.CreateTempSubdirectory("wasper-test-");
        try
        {
            var listings = root.CreateSubdirectory("shared/aspire-api").FullName;
            var start = root.CreateSubdirectory("clone/bin").FullName;

            Assert.Equal(listings, ApiListing.FindFolder(start, shared: null));
            Assert.Equal(listings, ApiListing.FindFolder(Path.GetPathRoot(start)!, Path.Combine(root.FullName, "shared")));
            Assert.Throws<DirectoryNotFoundException>(() => ApiListing.FindFolder(start, Path.Combine(root.FullName, "clone")));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static List<string> Compare(string listing)
    {
        var slice = typeof(ApiComparerTests).Assembly.GetTypes().Where(type => type.Namespace == Namespace);
        return [.. ApiComparer.Compare(slice.Select(ApiNotation.Render), ApiListing.Parse(listing))];
    }
}
