namespace Wasper.Tests.AspireCompat.Api;

/// <summary>Names of types as the listings write them.</summary>
internal static class ApiTypeNames
{
    private static readonly Dictionary<Type, string> _keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>As a member mentions it: without namespace, with containing types and type arguments.</summary>
    public static string Short(Type type)
    {
        if (_keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (type.IsByRef)
        {
            return $"ref {Short(type.GetElementType()!)}";
        }

        if (type.IsArray)
        {
            return $"{Short(type.GetElementType()!)}[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{Short(underlying)}?";
        }

        var arguments = type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(Short))}>" : "";
        return type.IsNested && !type.IsGenericParameter ? $"{Short(type.DeclaringType!)}.{Bare(type)}{arguments}" : Bare(type) + arguments;
    }

    /// <summary>As its own heading has it.</summary>
    public static string Full(Type type) => $"{type.Namespace}.{Short(type)}";

    /// <summary>The name alone, as on a constructor.</summary>
    public static string Bare(Type type) => type.Name.Split('`')[0];
}
