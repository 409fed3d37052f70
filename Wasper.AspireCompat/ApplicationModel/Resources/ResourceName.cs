namespace Aspire.Hosting.ApplicationModel;

/// <summary>The rule for names: they become host names, environment variables and container names, so they are what all of those take.</summary>
internal static class ResourceName
{
    private const int MaxLength = 64;

    public static void Validate(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsValid(name))
        {
            throw new DistributedApplicationException(
                $"The resource name '{name}' cannot be used: take 1 to {MaxLength} ASCII letters, digits and hyphens, a letter first, no two hyphens in a row and none at the end.");
        }
    }

    private static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength
        && char.IsAsciiLetter(name[0])
        && name[^1] != '-'
        && !name.Contains("--", StringComparison.Ordinal)
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');
}
