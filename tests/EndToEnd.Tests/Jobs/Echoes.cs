namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Functions that give back what they get, and types that are hard to send.</summary>
public static class Echoes
{
    public sealed class Node(Node? inner)
    {
        public Node? Inner { get; } = inner;
    }

    public sealed class Ring
    {
        public Ring? Next { get; set; }
    }

    public static string Same(string text) => text;

    public static List<string> SameList(List<string> texts) => texts;

    public static Dictionary<string, string> SameMap(Dictionary<string, string> texts) => texts;

    public static int Größe(int x) => x;

    public static int Depth(Node node) => node.Inner is null ? 1 : 1 + Depth(node.Inner);

    public static int Count(Ring ring) => ring.Next is null ? 0 : 1;

    public static Node MakeDeep(int depth)
    {
        var node = new Node(null);
        for (var i = 0; i < depth; i++)
            node = new Node(node);
        return node;
    }
}
