namespace Troupe.Messages.Functions;

/// <summary>What a function has to do with the object that its worker hosts.</summary>
internal enum FunctionRole
{
    /// <summary>Nothing: an ordinary function.</summary>
    Plain,

    /// <summary>Its first parameter is the hosted object, which is there and does not travel.</summary>
    InstanceCall,

    /// <summary>What it returns becomes the hosted object and does not travel.</summary>
    Factory,
}
