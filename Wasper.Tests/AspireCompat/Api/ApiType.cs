namespace Wasper.Tests.AspireCompat.Api;

/// <summary>A public type in the words of the listings: its heading in parts, its members one line each.</summary>
/// <param name="Name">With namespace, containing types and type parameters, as in <c>A.B.Outer.Inner&lt;T&gt;</c>.</param>
/// <param name="Kind">Attributes, modifiers and kind, as in <c>[Experimental(X001)] sealed class</c>.</param>
/// <param name="Bases">Base class and interfaces, without namespaces.</param>
/// <param name="Constraints">Everything from the first <c>where</c> on; empty if there is none.</param>
internal sealed record ApiType(string Name, string Kind, IReadOnlyList<string> Bases, string Constraints, IReadOnlyList<string> Members)
{
    public string? BaseClass => Bases.FirstOrDefault(name => !IsInterface(name));

    // All the listings carry is the name: I and another capital.
    public static bool IsInterface(string name) => name is ['I', var second, ..] && char.IsUpper(second);
}
