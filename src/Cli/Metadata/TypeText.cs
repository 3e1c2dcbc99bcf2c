namespace Troupe.Cli.Metadata;

/// <summary>A type in a signature.</summary>
/// <param name="Name">As C# writes it: <c>int</c>, <c>List&lt;string&gt;</c>.</param>
/// <param name="Travels">False for what can never be given by name: references, pointers, spans.</param>
internal sealed record TypeText(string Name, bool Travels = true)
{
    public bool IsString => Name == "string";

    public bool IsToken => Name == "CancellationToken";
}
