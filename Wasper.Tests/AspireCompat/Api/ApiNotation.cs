using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Wasper.Tests.AspireCompat.Api;

/// <summary>
/// Writes public and protected types and members as the listings do: types without namespaces, no nullability of references, <c>ref</c> for
/// every by-reference parameter, <c>virtual</c> for overrides, attributes only where they change how a caller compiles.
/// </summary>
internal static class ApiNotation
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static ApiType Render(Type type) =>
        new(ApiTypeNames.Full(type), ApiAttributes.Prefix(type) + Kind(type), [.. Bases(type)], Constraints(type.GetGenericArguments()), [.. Members(type)]);

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.BaseType is { } parent && !type.IsValueType && parent != typeof(object))
        {
            yield return ApiTypeNames.Short(parent);
        }

        foreach (var implemented in type.GetInterfaces().Where(implemented => implemented.IsVisible))
        {
            yield return ApiTypeNames.Short(implemented);
        }
    }

    private static IEnumerable<string> Members(Type type)
    {
        // The order of the listings, so that one can be read beside the other.
        var fields = type.GetFields(Declared).Where(field => IsVisible(field) && !field.IsSpecialName).Select(field => (Member: (MemberInfo)field, Text: Field(field)));
        var constructors = type.GetConstructors(Declared).Where(IsVisible).Select(constructor => (Member: (MemberInfo)constructor, Text: Constructor(constructor)));
        var properties = type.GetProperties(Declared).Where(IsVisible).Select(property => (Member: (MemberInfo)property, Text: Property(property)));
        var events = type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod!)).Select(e => (Member: (MemberInfo)e, Text: Event(e)));
        var methods = type.GetMethods(Declared).Where(method => IsVisible(method) && !IsAccessor(method))
            .OrderBy(method => method.Name, StringComparer.Ordinal)
            .Select(method => (Member: (MemberInfo)method, Text: Method(method)));

        return new[] { fields, constructors, properties, events, methods }.SelectMany(members => members)
            .Select(member => ApiAttributes.Prefix(member.Member) + member.Text);
    }

    private static string Field(FieldInfo field) => field switch
    {
        { DeclaringType.IsEnum: true } => $"{field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}",
        { IsLiteral: true } => $"const {ApiTypeNames.Short(field.FieldType)} {field.Name} = {Literal(field.GetRawConstantValue(), field.FieldType)}",
        _ => $"{Access(field)}{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{ApiTypeNames.Short(field.FieldType)} {field.Name}",
    };

    private static string Constructor(ConstructorInfo constructor) =>
        $"{Access(constructor)}{ApiTypeNames.Bare(constructor.DeclaringType!)}({Parameters(constructor)})";

    private static string Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsVisible).ToList();
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var get = accessors.Contains(property.GetMethod!) ? "get; " : "";
        var set = accessors.Contains(property.SetMethod!) ? (IsInit(property.SetMethod!) ? "init; " : "set; ") : "";
        return $"{Modifiers(accessors[0])}{required}{ApiTypeNames.Short(property.PropertyType)} {property.Name} {{ {get}{set}}}";
    }

    private static string Event(EventInfo e) => $"{Modifiers(e.AddMethod!)}event {ApiTypeNames.Short(e.EventHandlerType!)} {e.Name}";

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? method.GetGenericArguments() : [];
        var typeParameters = generic.Length > 0 ? $"<{string.Join(", ", generic.Select(ApiTypeNames.Short))}>" : "";
        var constraints = Constraints(generic);
        return $"{Access(method)}{Modifiers(method)}{ApiTypeNames.Short(method.ReturnType)} {method.Name}{typeParameters}({Parameters(method)})"
            + (constraints.Length > 0 ? $" {constraints}" : "");
    }

    private static string Parameters(MethodBase method)
    {
        var receiver = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return receiver + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var variadic = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var defaultValue = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue, parameter.ParameterType)}" : "";
        return $"{variadic}{ApiTypeNames.Short(parameter.ParameterType)} {parameter.Name}{defaultValue}";
    }

    private static string Literal(object? value, Type type) => value switch
    {
        null => type.IsValueType ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Constraints(IEnumerable<Type> typeParameters) =>
        string.Join(" ", typeParameters.Select(Constraint).Where(constraint => constraint.Length > 0));

    private static string Constraint(Type typeParameter)
    {
        var attributes = typeParameter.GenericParameterAttributes;
        var isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        var parts = new List<string>();
        if (isStruct)
        {
            parts.Add("struct");
        }
        else if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            parts.Add("class");
        }

        parts.AddRange(typeParameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(ApiTypeNames.Short));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
        {
            parts.Add("new()");
        }

        return parts.Count > 0 ? $"where {typeParameter.Name} : {string.Join(", ", parts)}" : "";
    }

    // An implementation of an interface is virtual to the runtime, and final; to a reader it is neither.
    private static string Modifiers(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        { DeclaringType.IsInterface: true } => "",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Access(FieldInfo field) => field.IsPublic ? "" : "protected ";

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsVisible(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static bool IsVisible(PropertyInfo property) => property.GetAccessors(nonPublic: true).Any(IsVisible);

    private static bool IsAccessor(MethodInfo method) =>
        method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
