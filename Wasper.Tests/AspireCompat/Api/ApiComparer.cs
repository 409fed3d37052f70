namespace Wasper.Tests.AspireCompat.Api;

/// <summary>
/// Holds a slice of an API against its listing. The slice may lack types, members and interfaces; what it has must be listed, word for word,
/// or code that compiles against the slice does not compile against the original.
/// </summary>
internal static class ApiComparer
{
    /// <summary>One sentence for each difference; empty if everything in the slice is listed.</summary>
    public static IEnumerable<string> Compare(IEnumerable<ApiType> slice, ApiListing listing) =>
        slice.OrderBy(type => type.Name, StringComparer.Ordinal).SelectMany(type => listing.Find(type.Name) is { } listed
            ? CompareType(type, listed)
            : [$"{type.Name} is public but not listed; nearest: {Nearest(type.Name, listing.Types.Select(other => other.Name))}."]);

    private static IEnumerable<string> CompareType(ApiType type, ApiType listed)
    {
        if (type.Kind != listed.Kind)
        {
            yield return $"{type.Name} is '{type.Kind}', listed as '{listed.Kind}'.";
        }

        if (type.Constraints != listed.Constraints)
        {
            yield return $"{type.Name} has the constraints '{type.Constraints}', listed are '{listed.Constraints}'.";
        }

        if (type.BaseClass != listed.BaseClass)
        {
            yield return $"{type.Name} derives from '{type.BaseClass ?? "object"}', listed is '{listed.BaseClass ?? "object"}'.";
        }

        foreach (var extra in type.Bases.Where(ApiType.IsInterface).Except(listed.Bases))
        {
            yield return $"{type.Name} implements {extra}, which is not listed; nearest: {Nearest(extra, listed.Bases)}.";
        }

        foreach (var extra in type.Members.Except(listed.Members))
        {
            yield return $"{type.Name} has the member '{extra}', which is not listed; nearest: '{Nearest(extra, listed.Members)}'.";
        }
    }

    private static string Nearest(string text, IEnumerable<string> candidates) =>
        candidates.MinBy(candidate => Distance(text, candidate)) ?? "none at all";

    /// <summary>Levenshtein's: how many characters must be put in, taken out or replaced.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
