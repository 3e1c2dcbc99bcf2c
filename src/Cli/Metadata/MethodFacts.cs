namespace Troupe.Cli.Metadata;

/// <summary>A public static method, as the assembly's metadata tells.</summary>
/// <param name="Type">Namespace and type, nested types with a dot.</param>
/// <param name="Name">The method's own name.</param>
/// <param name="Inputs">The parameters that an item is for: all but a cancellation token.</param>
/// <param name="Required">How many of them have no default value.</param>
internal sealed record MethodFacts(string Type, string Name, IReadOnlyList<TypeText> Inputs, int Required)
{
    public string FullName => $"{Type}.{Name}";

    public string Shape => $"{FullName}({string.Join(", ", Inputs.Select(type => type.Name))})";

    /// <summary>Whether it can be called with one item.</summary>
    public bool TakesOne => Required <= 1 && Inputs.Count >= 1;
}
